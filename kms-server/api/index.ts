/** The door of the API: HTTP in, HTTP out; it hands bytes on and reads nothing in them. */
export { type ApiConfig, openApi } from "./app"
export type { Broadcast, BroadcastResult, Submission } from "./broadcast"
export { type Listener, type ListenOptions, listen } from "./listener"
export type { AddressRates } from "./rates"
