/** How the wallet names itself to pages, the same on both standards. The icon is `assets/icon.svg` in flat colours. */

const ICON =
  "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA2NCA2NCI+PHJlY3Qgd2lkdGg9IjY0IiBoZWlnaHQ9IjY0IiByeD0iMTUiIGZpbGw9IiMwYzVhNTEiLz48ZyBmaWxsPSJub25lIiBzdHJva2UtbGluZWNhcD0icm91bmQiIHN0cm9rZS1saW5lam9pbj0icm91bmQiIHN0cm9rZS13aWR0aD0iNi41Ij48cGF0aCBkPSJNNDUgNDVBMTggMTggMCAxIDEgNDEgMTYiIHN0cm9rZT0iI2ZmZiIvPjxwYXRoIGQ9Ik0yMyAzMmw4IDhMNTIgMTgiIHN0cm9rZT0iIzZlYyIvPjwvZz48L3N2Zz4=" as const

export const identity = { name: "Countersign", rdns: "app.countersign", icon: ICON } as const
