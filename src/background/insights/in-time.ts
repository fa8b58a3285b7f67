/** An answer that comes in time, or null; whoever is late is not waited for, and what he says then is not heard. */

export async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
