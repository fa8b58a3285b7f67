// Carries asks to the worker over a port, which is opened anew when the worker has died.
let port = null
function connect() {
  port = chrome.runtime.connect({ name: "page" })
  port.onMessage.addListener((told) =>
    dispatchEvent(new CustomEvent("floor:tell", { detail: JSON.stringify(told) })),
  )
  port.onDisconnect.addListener(() => {
    port = null
  })
}
addEventListener("floor:ask", ({ detail }) => {
  if (port === null) connect()
  port.postMessage(JSON.parse(detail))
})
