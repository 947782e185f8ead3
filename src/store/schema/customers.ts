import { sql } from 'drizzle-orm'
import {
  boolean,
  doublePrecision,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { time } from './columns.ts'

const customerTypes = ['partner', 'customer', 'vendor', 'srdp'] as const

/** A business number of ours. */
export const channels = pgTable(
  'channels',
  {
    id: uuid('id').primaryKey(),
    phoneNumberId: text('phone_number_id').notNull(),
    wabaId: text('waba_id'),
    displayPhoneNumber: text('display_phone_number'),
    name: text('name'),
    customerType: text('customer_type', { enum: customerTypes }).notNull().default('customer'),
    autoAssign: text('auto_assign', { enum: ['off', 'round_robin', 'least_busy'] })
      .notNull()
      .default('off'),
    allowClaim: boolean('allow_claim').notNull().default(false),
    sendReadReceipts: boolean('send_read_receipts').notNull().default(true),
    sendTyping: boolean('send_typing').notNull().default(true),
    sendsPerSecond: integer('sends_per_second').notNull().default(80),
    state: text('state', { enum: ['ok', 'refused'] })
      .notNull()
      .default('ok'),
    /** Why Meta refuses this number. */
    stateReason: text('state_reason'),
    /** When Meta was last asked about that. */
    checkedAt: time('checked_at'),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('channels_phone_number_id').on(t.phoneNumberId)],
)

/** A customer. The active ids are copied here for reading; `contact_identities` is authoritative. */
export const contacts = pgTable('contacts', {
  id: uuid('id').primaryKey(),
  waId: text('wa_id'),
  bsuid: text('bsuid'),
  parentBsuid: text('parent_bsuid'),
  profileName: text('profile_name'),
  username: text('username'),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
})

export const contactIdentities = pgTable(
  'contact_identities',
  {
    id: uuid('id').primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contacts.id),
    kind: text('kind', { enum: ['wa_id', 'bsuid', 'parent_bsuid'] }).notNull(),
    value: text('value').notNull(),
    /** A superseded id still finds its contact (late webhooks carry it), unless somebody else has it now. */
    active: boolean('active').notNull().default(true),
    createdAt: time('created_at').notNull().defaultNow(),
    supersededAt: time('superseded_at'),
  },
  (t) => [
    uniqueIndex('contact_identities_one_owner').on(t.kind, t.value).where(sql`${t.active}`),
    uniqueIndex('contact_identities_one_each').on(t.contactId, t.kind).where(sql`${t.active}`),
    index('contact_identities_value').on(t.value, t.kind),
    index('contact_identities_contact').on(t.contactId),
  ],
)

export const leads = pgTable(
  'leads',
  {
    id: uuid('id').primaryKey(),
    name: text('name'),
    /** Digits only, as a `wa_id`. */
    phone: text('phone'),
    outstanding: doublePrecision('outstanding'),
    loanType: text('loan_type'),
    leadsStatus: text('leads_status'),
    contactStatus: text('contact_status'),
    createdAt: time('created_at').notNull().defaultNow(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (t) => [index('leads_phone').on(t.phone)],
)
