/**
 * What the background needs of a browser, as roles small enough to be played in a test. Only browser.ts plays them
 * with a real one.
 */
import type { Settings } from "~protocol"
import type { BrowserSender } from "./origins/sender"

/** Windows that this extension opens. */
export type Windows = {
  /** Opens the consent window and gives its id. */
  open(): Promise<number>
  /** Whether a popup window with this id exists; browser windows with tabs of the person are none. */
  isPopup(id: number): Promise<boolean>
  focus(id: number): Promise<void>
  close(id: number): Promise<void>
}

/** Wakes the worker now and then while something is open. Timers die with the worker, alarms do not. */
export type Alarm = { set(): Promise<void>; clear(): Promise<void> }

/** Rings once, at that time, however often the worker died before. */
export type LockAlarm = { setAt(at: number): Promise<void>; clear(): Promise<void> }

/** The run of the browser, from its start to its end: a name that no other run has. */
export type BrowserRun = { id(): Promise<string> }

/** What the system shows of itself, where the person allowed that. `id` comes back when they press it. */
export type Notices = { show(id: string, title: string, text: string): Promise<void> }

/** What the person chose, kept where content scripts can read it before they ask anybody. */
export type Choices = Omit<Settings, "lockAfter" | "ethereumChain" | "solanaChain">
export type SettingsShelf = { read(): Promise<Choices>; write(choices: Choices): Promise<void> }

/** Texts that are not in the bundle. */
export type Files = {
  /** One that came with the extension, by its path in it. */
  shipped(path: string): Promise<string>
  /** One from the web, no longer than this. It is told nothing of who asks. */
  download(url: string, limitBytes: number): Promise<string>
}
/** Tells content scripts whose page has no connection now that pages were told something. It says nothing else. */
export type News = { spread(): Promise<void> }

/** The number on the toolbar button: how many requests wait for the person. */
export type Badge = { show(count: number): Promise<void> }

/** One end of a connection with a content script. */
export type Port = {
  sender: BrowserSender | undefined
  post(message: unknown): void
  close(): void
  onMessage(listen: (message: unknown) => void): void
  onClose(listen: () => void): void
}
