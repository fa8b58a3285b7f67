/** The door of kms-mock: the real KMS, with public seeds and faults on demand, for tests and local networks. */
export { type Faults, noFaults } from "./faults"
export { type KmsMock, type KmsMockOptions, startKmsMock } from "./mock"
