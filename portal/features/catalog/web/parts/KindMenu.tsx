import { ChevronDownIcon, KindGlyph, kindPlural } from '@callboard/ui'
import { Menu } from '@mantine/core'
import type { FacetValue } from '../data/catalog-data.ts'
import classes from './CatalogIndex.module.css'

const usual = ['component', 'api', 'resource', 'system', 'domain', 'group', 'user', 'template', 'location']

/** The heading of the catalog is its kind switch: "Components 214". */
export function KindMenu({
  kind,
  kinds,
  total,
  isFixed,
  onChange,
}: {
  kind: string
  kinds: FacetValue[]
  total: number | undefined
  isFixed: boolean
  onChange(kind: string): void
}) {
  const spelled = kinds.find(({ value }) => value.toLowerCase() === kind)?.value ?? kind
  const heading = (
    <>
      <span dir="auto">{kindPlural(spelled)}</span> <span className={classes.total}>{total}</span>
    </>
  )
  if (isFixed) return <h1 className={classes.kind}>{heading}</h1>
  const place = (value: string) =>
    (usual.indexOf(value.toLowerCase()) + usual.length + 1) % (usual.length + 1)
  const sorted = kinds.toSorted((a, b) => place(a.value) - place(b.value) || a.value.localeCompare(b.value))
  return (
    <h1>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={classes.kind}
            aria-label={`Kind: ${kindPlural(spelled)}, ${total ?? ''} shown`}
          >
            {heading}
            <ChevronDownIcon size={14} />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {sorted.map(({ value, count }) => (
            <Menu.Item
              key={value}
              leftSection={<KindGlyph kind={value} />}
              rightSection={<span className={classes.count}>{count}</span>}
              onClick={() => onChange(value.toLowerCase())}
              aria-current={value.toLowerCase() === kind ? 'true' : undefined}
            >
              {kindPlural(value)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </h1>
  )
}
