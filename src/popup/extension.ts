/** The little that the face asks of the browser itself: which version this is, leave to show notices, and a tab. */

type Permissions = { request(wanted: { permissions: string[] }): Promise<boolean> }
type Extension = {
  runtime?: {
    getManifest?: () => { version: string; manifest_version: number }
    getURL?: (path: string) => string
  }
  tabs?: { create?: (tab: { url: string }) => Promise<unknown> }
  permissions?: Permissions
}

function extension(): Extension {
  const { browser, chrome } = globalThis as { browser?: Extension; chrome?: Extension }
  return browser ?? chrome ?? {}
}

export function versionOfExtension(): string {
  return extension().runtime?.getManifest?.().version ?? ""
}

/** Only from a press, or the browser refuses. */
export async function askForNotices(): Promise<boolean> {
  try {
    return (await extension().permissions?.request({ permissions: ["notifications"] })) ?? false
  } catch {
    return false
  }
}

/** `hash` is the place that it opens at. The popup goes: two of them would show the same. */
export function openInTab(hash: string): void {
  const { runtime, tabs } = extension()
  const url = `${runtime?.getURL?.("popup.html") ?? location.pathname}?window=tab${hash}`
  if (tabs?.create === undefined) window.open(url, "_blank", "noopener")
  else void tabs.create({ url })
  window.close()
}
