/**
 * The few things of the page's world that the provider uses, taken before any script of the page has run: a page
 * that replaces them later changes its own calls, not ours.
 */

/** What the provider needs of a window; in tests, an event target with the same names. */
export type PageWorld = Pick<
  typeof globalThis,
  "JSON" | "crypto" | "CustomEvent" | "Event" | "setTimeout" | "clearTimeout" | "atob" | "btoa"
> & {
  addEventListener(type: string, hear: (event: Event) => void): void
  dispatchEvent(event: Event): boolean
}

/** Taken before any script of the page has run, like the others. */
export const { freeze } = Object

export type Natives = ReturnType<typeof takeNatives>

export function takeNatives(world: PageWorld) {
  const { JSON: json, crypto, CustomEvent, Event } = world
  const { stringify, parse } = json
  return {
    CustomEvent,
    Event,
    stringify: stringify as (value: unknown) => string | undefined,
    parse: parse as (text: string) => unknown,
    listen: world.addEventListener.bind(world),
    dispatch: world.dispatchEvent.bind(world),
    /** Missing on pages without a secure context, which the wallet does not speak to. */
    uuid: (crypto as Partial<Crypto>).randomUUID?.(),
    randomBytes: crypto.getRandomValues.bind(crypto),
    setTimeout: world.setTimeout.bind(world),
    clearTimeout: world.clearTimeout.bind(world),
    atob: world.atob.bind(world),
    btoa: world.btoa.bind(world),
  }
}

/** A member like any other, put there without the setters that a page may have laid out; false where it may not be. */
export function define(target: object, name: string, value: unknown): boolean {
  return Reflect.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
}

/** 128 random bits in hex. */
export function randomId(natives: Natives): string {
  let hex = ""
  for (const byte of natives.randomBytes(new Uint8Array(16))) hex += byte.toString(16).padStart(2, "0")
  return hex
}
