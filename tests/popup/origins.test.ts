import { expect, test } from "vitest"
import { originPartsOf } from "~popup/origins"

test("the host of an origin is told apart from its scheme and port", () => {
  expect(originPartsOf("https://app.example.org:8443")).toEqual({
    scheme: "https://",
    host: "app.example.org",
    port: ":8443",
    isThisComputer: false,
  })
})

test("a host that only starts like a known one is shown whole", () => {
  const { host, isThisComputer } = originPartsOf("https://localhost.evil.example")
  expect([host, isThisComputer]).toEqual(["localhost.evil.example", false])
})

test("this computer is named as such under each of its names", () => {
  for (const origin of ["http://localhost:3000", "http://127.0.0.1", "http://[::1]:80"]) {
    expect(originPartsOf(origin).isThisComputer).toBe(true)
  }
})

test("letters that look like others come as the browser writes them, in ASCII", () => {
  expect(originPartsOf("https://аpple.example").host).toBe("xn--pple-43d.example")
})

test("an origin that is no address is shown as it is", () => {
  expect(originPartsOf("null")).toMatchObject({ scheme: "", host: "null", port: "" })
})
