import { AppError } from '../protocol/errors.ts'
import type { Person } from './people.ts'
import { seconds, systemValue } from './values.ts'
import { newWamid } from './wamid.ts'
import type { World } from './world.ts'

/**
 * Changes a customer's number. WhatsApp reports it to each of our numbers that they have a chat with (facts sheet, section 2).
 * @throws AppError `conflict` if somebody else has the number
 */
export function renumber(world: World, person: Person, phone: string): Person {
  if (world.people.find(phone)) throw new AppError('conflict', 'Somebody has this number.')
  const chats = world.chats.ofCustomer(person.phone)
  const moved = world.people.renumber(person, phone)
  world.chats.move(person.phone, phone)
  for (const { number } of chats) {
    const wamid = newWamid(phone, 'customer')
    world.postman.send({
      lane: person.phone,
      field: 'messages',
      value: systemValue(number, {
        from: person.phone,
        id: wamid,
        timestamp: seconds(world.now()),
        type: 'system',
        system: {
          type: 'user_changed_number',
          body: `User ${person.name ?? ''} changed from ${person.phone} to ${phone}`,
          wa_id: phone,
          user_id: moved.bsuid,
          previous_user_id: person.bsuid,
        },
      }),
      about: { event: 'message.system', wamid, customer_id: phone, code: null },
    })
  }
  return moved
}
