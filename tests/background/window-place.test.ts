/** Where the consent window opens. */
import { expect, test } from "vitest"
import { CONSENT_SIZE, placeBeside } from "~background/window-place"

const window = { type: "normal", state: "normal", left: 100, top: 50, width: 1200 }

test("the window opens at the right edge of the browser that was used last, below its toolbar", () => {
  expect(placeBeside(window)).toEqual({ left: 100 + 1200 - CONSENT_SIZE.width - 16, top: 126 })
})

test("it stays with a browser on a screen to the left of the first", () => {
  expect(placeBeside({ ...window, left: -1920 })?.left).toBe(-1920 + 1200 - CONSENT_SIZE.width - 16)
})

test("beside a browser that is narrower than itself it begins where that begins", () => {
  expect(placeBeside({ ...window, width: 300 })?.left).toBe(100)
})

test("of a window whose place says nothing, the browser chooses", () => {
  expect(placeBeside(null)).toBeNull()
  expect(placeBeside({ ...window, state: "minimized" })).toBeNull()
  expect(placeBeside({ ...window, type: "popup" })).toBeNull()
  expect(placeBeside({ ...window, top: undefined })).toBeNull()
})
