import { expect, test } from "vitest"
import { agoOf, momentOf } from "~popup/times"

test("a time is a day and a minute, where the person is", () => {
  const at = Date.UTC(2026, 10, 24, 19, 4)
  expect(momentOf(at, "UTC")).toBe("24 Nov 2026, 19:04")
  expect(momentOf(at, "Asia/Tokyo")).toBe("25 Nov 2026, 04:04")
})

test("a time beyond any calendar is shown as not known, and does not break the view", () => {
  expect(momentOf(Number.MAX_SAFE_INTEGER)).toBe("a time that is not known")
})

test("how long ago something was is cut off, never rounded up", () => {
  const ago = (ms: number) => agoOf(0, ms)
  expect([
    ago(59_999),
    ago(60_000),
    ago(119_999),
    ago(3_600_000),
    ago(47 * 3_600_000),
    ago(48 * 3_600_000),
  ]).toEqual(["just now", "1 minute ago", "1 minute ago", "1 hour ago", "1 day ago", "2 days ago"])
})

test("a clock that was set back makes nothing happen in the future", () => {
  expect(agoOf(1_000_000, 0)).toBe("just now")
})
