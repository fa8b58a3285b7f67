import { expect, test } from "vitest"
import { activityIn, linkOf } from "~popup/activity"
import { walletScenes } from "./pictures/wallet-scenes"

const activity = walletScenes.activity?.activity ?? []

test("what was sent is shown as the background tells it", () => {
  expect(activityIn(activity)).toEqual(activity)
})

test("an entry of another shape is left out, and so is an answer that is no list", () => {
  const [entry] = activity
  const odd = [null, 7, {}, { ...entry, status: "lost" }, { ...entry, deed: null }, { ...entry, hash: 1 }]
  expect(activityIn([...odd, entry])).toEqual([entry])
  expect(activityIn(undefined)).toEqual([])
  expect(activityIn({ length: 1 })).toEqual([])
})

test("an explorer's address becomes a link only where it leads to a web page", () => {
  expect(linkOf("https://explorer.example/tx/0x1")).toBe("https://explorer.example/tx/0x1")
  expect(linkOf("http://localhost:4000/tx/0x1")).toBe("http://localhost:4000/tx/0x1")
  for (const address of [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,hello",
    "http://explorer.example/tx/0x1",
    "chrome-extension://countersign/popup.html",
    "not an address",
    "",
    null,
  ])
    expect(linkOf(address)).toBeNull()
})
