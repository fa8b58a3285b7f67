/**
 * What would happen: transactions are tried on their network before a person is asked to sign them. Nothing is signed
 * or sent for it, and what a network answers is its word and no promise.
 */
export { type Done, openSimulator, type SimulationAsked, type Simulator } from "./simulator"
