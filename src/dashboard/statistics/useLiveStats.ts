import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answerOf } from '../../client/rest.ts'
import type { DashboardHistory, DashboardStats, StatsRange } from '../../protocol/stats.ts'
import { useInboxStore } from '../data/inboxStore.tsx'
import { api } from '../session/session.ts'

const STATS = ['dashboard', 'stats']
/** The server records the charts' data once a minute too. */
const HISTORY_MS = 60_000

/** The live counters: fetched once, then updated by the server's events. */
export function useLiveStats() {
  const { connection } = useInboxStore().inbox
  const queries = useQueryClient()
  useEffect(() => {
    const join = () => void connection.send('join_room', { room: 'dashboard' }).catch(() => {})
    if (connection.state === 'live') join()
    const stops = [
      connection.on('session_ready', join),
      connection.on('dashboard_stats', (stats) => queries.setQueryData(STATS, stats)),
    ]
    return () => {
      for (const stop of stops) stop()
      void connection.send('leave_room', { room: 'dashboard' }).catch(() => {})
    }
  }, [connection, queries])
  return useQuery<DashboardStats>({
    queryKey: STATS,
    queryFn: async () => (await answerOf(api.dashboard.stats.$get())).data,
  })
}

export function useStatsHistory(range: StatsRange) {
  return useQuery<DashboardHistory>({
    queryKey: ['dashboard', 'history', range],
    queryFn: async () => (await answerOf(api.dashboard.history.$get({ query: { range } }))).data,
    refetchInterval: HISTORY_MS,
    placeholderData: (before) => before,
  })
}
