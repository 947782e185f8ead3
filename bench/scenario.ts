import type { Cluster } from './postgres.ts'

export interface ScenarioOptions {
  rounds: number
  /** Length of the main measured interval; null for the default. */
  seconds: number | null
  quick: boolean
  /** Names of the contestants to run; null for all. */
  only: string[] | null
  progress(line: string): void
}

export interface ScenarioResult {
  /** Text for people. */
  report: string
  /** For the JSON file. */
  data: unknown
  /** Something did not work, so the figures mean little. */
  failed: boolean
  /** A target was missed. */
  missed: boolean
}

/** One benchmark of the suite. */
export type Scenario = (options: ScenarioOptions, cluster: Cluster) => Promise<ScenarioResult>
