/** What is made before the snapshot and found again by every job: the sandbox, and what waits in it. */
export type Warmed = Record<string, never>

export async function warm(): Promise<Warmed> {
  return {}
}
