import ShoppingBag from 'lucide-react/icons/shopping-bag'
import type { Message } from '../../../protocol/message.ts'
import { useT } from '../../i18n/i18n.tsx'
import { money } from '../../i18n/values.ts'
import { BubbleMeta } from '../BubbleMeta.tsx'
import { asNumber, asRecord, asRecords, asText } from '../metadata.ts'
import { TextBody } from '../TextBody.tsx'

const inCurrency = (amount: number, currency: string) =>
  currency === 'IDR' ? money(amount) : `${currency} ${amount.toLocaleString('en-GB')}`

/** A catalogue order, item by item. */
export function OrderBody({ message }: { message: Message }) {
  const t = useT()
  const order = asRecord(message.metadata.order)
  const items = asRecords(order.product_items).map((item) => ({
    id: asText(item.product_retailer_id) ?? '?',
    quantity: asNumber(item.quantity) ?? 1,
    price: asNumber(item.item_price),
    currency: asText(item.currency) ?? 'IDR',
  }))
  const priced = items.every(({ price }) => price !== null)
  const total = items.reduce((sum, { price, quantity }) => sum + (price ?? 0) * quantity, 0)
  return (
    <div className="flow-root w-65 max-w-full">
      <div className="mb-1 flex items-center gap-2 font-medium">
        <ShoppingBag size={16} aria-hidden="true" className="text-accent-text" />
        {t('bubble.order', { n: items.length })}
      </div>
      <ul className="text-13">
        {items.map(({ id, quantity, price, currency }, n) => (
          <li key={String(n)} className="flex gap-2 tabular-nums">
            <span className="shrink-0 text-text-3">{quantity} ×</span>
            <span className="min-w-0 flex-1 wrap-anywhere">{id}</span>
            {price !== null && (
              <span className="shrink-0">{inCurrency(price * quantity, currency)}</span>
            )}
          </li>
        ))}
      </ul>
      {priced && items.length > 0 && (
        <div className="mt-1 flex justify-between border-t border-line pt-1 text-13 font-medium tabular-nums">
          <span>{t('bubble.total')}</span>
          <span>{inCurrency(total, items[0]!.currency)}</span>
        </div>
      )}
      {message.content_text && <TextBody text={message.content_text} />}
      <BubbleMeta message={message} />
    </div>
  )
}
