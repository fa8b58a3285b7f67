/** The door of the demo: a program can serve it and nothing else. */
export { type Demo, startDemo } from "./server"
