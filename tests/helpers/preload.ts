import { afterAll } from 'bun:test'
import { stopSharedCluster } from './cluster.ts'

// In a preloaded file this runs once, after the last test file.
afterAll(stopSharedCluster)
