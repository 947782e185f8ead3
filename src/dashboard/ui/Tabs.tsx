import { Tabs as Base } from '@base-ui/react/tabs'

/** ARIA tabs with a count beside each label, even if it is 0. Their panel is `TabPanel`. */
export function Tabs<T extends string>({
  label,
  value,
  onChange,
  tabs,
}: {
  label: string
  value: T
  onChange: (value: T) => void
  tabs: readonly { value: T; label: string; count?: number | undefined }[]
}) {
  return (
    <Base.List
      aria-label={label}
      activateOnFocus={false}
      className="scroll-thin flex shrink-0 gap-5 overflow-x-auto overflow-y-hidden border-b border-line px-4"
    >
      {tabs.map((tab) => (
        <Base.Tab
          key={tab.value}
          value={tab.value}
          onClick={() => tab.value === value && onChange(tab.value)}
          className="flex h-9 shrink-0 items-center justify-center gap-1.5 thumb:min-w-11 border-b-2 border-transparent text-13 font-medium text-text-2 -outline-offset-2 hover:text-text data-[active]:border-accent data-[active]:text-text thumb:h-11"
        >
          {tab.label}
          {tab.count !== undefined && (
            <span
              className={
                tab.value === value
                  ? 'text-12 tabular-nums text-accent-text'
                  : 'text-12 tabular-nums text-text-3'
              }
            >
              {tab.count}
            </span>
          )}
        </Base.Tab>
      ))}
    </Base.List>
  )
}

export const TabsRoot = Base.Root
export const TabPanel = Base.Panel
