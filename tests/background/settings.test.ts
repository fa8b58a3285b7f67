/** What the person chose, asked and changed by the wallet's own pages alone. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { openPage, openStage, pageSender, reasonOf, type Stage } from "./support/stage"

const off = { asPhantom: false, refreshLists: false }

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

test("the second name for pages is off at first, and is turned on and off", async () => {
  expect(await stage.said("popup.settings")).toEqual(off)
  expect(await stage.said("popup.changeSetting", { asPhantom: true })).toEqual({ ...off, asPhantom: true })
  stage.kill()
  stage.revive()
  expect(await stage.said("popup.settings")).toEqual({ ...off, asPhantom: true })
  expect(await stage.said("popup.changeSetting", {})).toEqual({ ...off, asPhantom: true })
  expect(await stage.said("popup.changeSetting", { asPhantom: false })).toEqual(off)
})

test("fetching lists anew is off at first, and one setting leaves the others as they are", async () => {
  await stage.said("popup.changeSetting", { asPhantom: true })
  const both = { asPhantom: true, refreshLists: true }
  expect(await stage.said("popup.changeSetting", { refreshLists: true })).toEqual(both)
  expect(await stage.said("popup.changeSetting", { refreshLists: false })).toEqual({
    ...off,
    asPhantom: true,
  })
})

test("no page and no content script changes a setting", async () => {
  const page = openPage(stage)
  expect(reasonOf(await page.request("changeSetting", { asPhantom: true }))).toBe("METHOD_UNSUPPORTED")
  expect(await stage.say("popup.changeSetting", { asPhantom: true }, pageSender())).toMatchObject({
    fault: { code: "MESSAGE_REFUSED" },
  })
  expect(await stage.said("popup.settings")).toEqual(off)
})

test("a setting that does not exist is refused", async () => {
  expect(await stage.say("popup.changeSetting", { asOther: true })).toMatchObject({
    fault: { code: "PARAMS_INVALID" },
  })
})
