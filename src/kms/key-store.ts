/**
 * Where the authenticator key is kept: a role with two verbs, so that every change is one transaction and the rules
 * of the change stand in one place (key-life.ts). A store never makes a key and never hands out its secret part.
 */
import { absentKey, advanceKey, type KeyEvent, type KeyLife } from "./key-life"

export type KeyStore = {
  read(): Promise<KeyLife>
  /** Takes one step in one transaction, and tells the life as it is after it, whether or not the step fitted. */
  apply(event: KeyEvent): Promise<KeyLife>
}

/** For programs without IndexedDB. The key is gone when the program ends, and nothing can export it before. */
export function memoryKeyStore(): KeyStore {
  let life = absentKey
  return {
    async read() {
      return life
    },
    async apply(event) {
      life = advanceKey(life, event)
      return life
    },
  }
}
