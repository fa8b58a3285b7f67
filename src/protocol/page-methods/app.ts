/** The app provider, `window.countersign.app`: sign-in of apps, and answers without a window where a person allowed it. */

export const appMethods = {} as const
