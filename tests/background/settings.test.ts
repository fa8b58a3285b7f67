/** What the person chose, asked and changed by the wallet's own pages alone. */
import { afterEach, beforeEach, expect, test } from "vitest"
import { openPage, openStage, pageSender, reasonOf, type Stage } from "./support/stage"

let stage: Stage
beforeEach(async () => {
  stage = await openStage()
})
afterEach(() => stage.stop())

test("the second name for pages is off at first, and is turned on and off", async () => {
  expect(await stage.said("popup.settings")).toEqual({ asPhantom: false })
  expect(await stage.said("popup.changeSetting", { asPhantom: true })).toEqual({ asPhantom: true })
  stage.kill()
  stage.revive()
  expect(await stage.said("popup.settings")).toEqual({ asPhantom: true })
  expect(await stage.said("popup.changeSetting", {})).toEqual({ asPhantom: true })
  expect(await stage.said("popup.changeSetting", { asPhantom: false })).toEqual({ asPhantom: false })
})

test("no page and no content script changes a setting", async () => {
  const page = openPage(stage)
  expect(reasonOf(await page.request("changeSetting", { asPhantom: true }))).toBe("METHOD_UNSUPPORTED")
  expect(await stage.say("popup.changeSetting", { asPhantom: true }, pageSender())).toMatchObject({
    fault: { code: "MESSAGE_REFUSED" },
  })
  expect(await stage.said("popup.settings")).toEqual({ asPhantom: false })
})

test("a setting that does not exist is refused", async () => {
  expect(await stage.say("popup.changeSetting", { asOther: true })).toMatchObject({
    fault: { code: "PARAMS_INVALID" },
  })
})
