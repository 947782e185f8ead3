import { expect } from 'bun:test'
import { z } from 'zod'
import { lead as leadSchema } from '../../src/protocol/lead.ts'
import { openTeam } from './roomsWorld.ts'

/** A team, and what it does with leads. */
export async function openLeads() {
  const team = await openTeam()
  const staff = team.supervisor
  const make = async (fields: object, person = staff) => {
    const { status, body } = await team.call('POST', '/leads', person, fields)
    expect(status).toBe(201)
    return leadSchema.parse(body.data)
  }
  const list = async (query = '', person = staff) => {
    const { status, body } = await team.call('GET', `/leads${query}`, person)
    expect(status).toBe(200)
    return z.array(leadSchema).parse(body.data)
  }
  const stop = () => team.end()
  return { team, staff, make, list, stop }
}
