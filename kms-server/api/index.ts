/** The door of the API: HTTP in, HTTP out; it hands bytes on and reads nothing in them. */
export { type ApiConfig, openApi } from "./app"
export { type Listener, listen } from "./listener"
