/** How the wallet names itself to pages, the same on both standards. The icon is `assets/icon.svg` in flat colours. */

const ICON =
  "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA1MTIgNTEyIj48cmVjdCB3aWR0aD0iNTEyIiBoZWlnaHQ9IjUxMiIgcng9IjEyMCIgZmlsbD0iIzBjNWE1MSIvPjxnIGZpbGw9Im5vbmUiIHN0cm9rZS1saW5lY2FwPSJyb3VuZCIgc3Ryb2tlLWxpbmVqb2luPSJyb3VuZCIgc3Ryb2tlLXdpZHRoPSI1MiI+PHBhdGggZD0iTTM1NyAzNTdBMTQzIDE0MyAwIDEgMSAzMjcgMTMyIiBzdHJva2U9IiNmNGZiZjgiLz48cGF0aCBkPSJNMTg0IDI2MGw2NCA2NEw0MjAgMTQyIiBzdHJva2U9IiM2ZWU3YzgiLz48L2c+PC9zdmc+" as const

export const identity = { name: "Countersign", rdns: "app.countersign", icon: ICON } as const
