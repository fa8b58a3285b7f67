/** The little that the face asks of the browser itself: which version this is, and leave to show notices. */

type Permissions = { request(wanted: { permissions: string[] }): Promise<boolean> }
type Extension = {
  runtime?: { getManifest?: () => { version: string; manifest_version: number } }
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
