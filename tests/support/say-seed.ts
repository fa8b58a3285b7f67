/** Says at the start of a run which seed its properties are tried with. */
export function setup(): void {
  const seed = process.env.COUNTERSIGN_SEED
  console.log(`Properties are tried with seed ${seed}; COUNTERSIGN_SEED=${seed} tries the same again.`)
}
