// The smallest provider there can be: asks by an event, is answered by an event, and announces itself.
;(() => {
  const open = new Map()
  let asked = 0
  addEventListener("floor:tell", ({ detail }) => {
    const { id, result } = JSON.parse(detail)
    open.get(id)?.(result)
    open.delete(id)
  })
  const provider = {
    request: ({ method }) =>
      new Promise((resolve) => {
        const id = String(++asked)
        open.set(id, resolve)
        dispatchEvent(new CustomEvent("floor:ask", { detail: JSON.stringify({ id, method }) }))
      }),
  }
  const info = { uuid: crypto.randomUUID?.() ?? "", name: "The floor", icon: "data:,", rdns: "floor.test" }
  const detail = Object.freeze({ info: Object.freeze(info), provider })
  const announce = () => dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }))
  addEventListener("eip6963:requestProvider", announce)
  announce()
  Object.defineProperty(globalThis, "floor", { value: provider })
})()
