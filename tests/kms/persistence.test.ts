import { afterEach, describe, expect, test, vi } from "vitest"
import { askForPersistence } from "~kms"

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const engineWith = (storage: unknown) => vi.stubGlobal("navigator", { storage })

describe("asking for persistence", () => {
  test("reports what the browser answered", async () => {
    engineWith({ persist: async () => true })
    expect(await askForPersistence()).toBe("granted")
    engineWith({ persist: async () => false })
    expect(await askForPersistence()).toBe("refused")
  })

  test("looks whether it was granted, in a worker, which may not ask", async () => {
    engineWith({ persisted: async () => true })
    expect(await askForPersistence()).toBe("granted")
    engineWith({ persisted: async () => false })
    expect(await askForPersistence()).toBe("refused")
  })

  test("does not ask again what was granted, nor wait for a person who does not answer", async () => {
    engineWith({ persisted: async () => true, persist: () => Promise.reject(new Error("asked again")) })
    expect(await askForPersistence()).toBe("granted")
    vi.useFakeTimers()
    engineWith({ persisted: async () => false, persist: () => new Promise(() => {}) })
    const asked = askForPersistence()
    await vi.runAllTimersAsync()
    expect(await asked).toBe("unknown")
  })

  test("knows nothing where the engine has no storage manager, or does not answer", async () => {
    vi.stubGlobal("navigator", undefined)
    expect(await askForPersistence()).toBe("unknown")
    engineWith({ persist: async () => Promise.reject(new TypeError("opaque origin")) })
    expect(await askForPersistence()).toBe("unknown")
  })
})
