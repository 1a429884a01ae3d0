import { Popover } from '@mantine/core'
import { useState } from 'react'
import { CheckIcon, ChevronDownIcon } from '../icons/icons.tsx'
import { Button } from './Button.tsx'
import classes from './FacetMenu.module.css'
import { SearchField } from './SearchField.tsx'
import { Segmented } from './Segmented.tsx'

export interface FacetOption {
  value: string
  label: string
  count?: number
}

/** How many options are drawn at once; the search inside reaches the rest. */
const shownAtOnce = 200

/**
 * A filter that opens to a searchable list of values with counts. Several may be ticked; with `isNot` given it
 * can also be turned round, to leave out what has them.
 */
export function FacetMenu({
  label,
  selected,
  isNot,
  options,
  status,
  onOpen,
  onRetry,
  onChange,
}: {
  label: string
  selected: string[]
  isNot?: boolean
  options: FacetOption[]
  status: 'idle' | 'loading' | 'failed'
  onOpen(): void
  /** Reads the values again after they could not be read. */
  onRetry?(): void
  onChange(values: string[], isNot: boolean): void
}) {
  const [opened, setOpened] = useState(false)
  const [search, setSearch] = useState('')
  const change = (next: boolean) => {
    setOpened(next)
    setSearch('')
    setTurns(false)
    if (next) onOpen()
  }
  // What is turned round before anything is ticked is not part of the filter yet.
  const [turns, setTurns] = useState(false)
  const turned = selected.length > 0 ? isNot === true : turns
  const chosen = new Set(selected.map((value) => value.toLowerCase()))
  const gone = selected.filter((value) => !options.some((option) => same(option.value, value)))
  const all: FacetOption[] = [...gone.map((value) => ({ value, label: value })), ...options]
  const wanted = search.trim().toLowerCase()
  const found = wanted === '' ? all : all.filter((option) => option.label.toLowerCase().includes(wanted))
  const toggle = (value: string) =>
    onChange(
      chosen.has(value.toLowerCase())
        ? selected.filter((other) => !same(other, value))
        : [...selected, value],
      turned,
    )
  return (
    <Popover opened={opened} onChange={change} position="bottom-start" trapFocus returnFocus width={264}>
      <Popover.Target>
        <button
          type="button"
          className={classes.trigger}
          data-active={selected.length > 0 || undefined}
          aria-expanded={opened}
          onClick={() => change(!opened)}
          onMouseEnter={onOpen}
        >
          <span>
            {label}
            {turned && selected.length > 0 && ' is not'}
          </span>
          {selected.length > 0 && <Summary selected={selected} options={options} />}
          <ChevronDownIcon size={12} />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Filter by ${label.toLowerCase()}`}>
        {(all.length > 8 || search !== '') && (
          <div className={classes.search}>
            <SearchField small label={`Search ${label.toLowerCase()}`} value={search} onChange={setSearch} />
          </div>
        )}
        {isNot !== undefined && (
          <div className={classes.turn}>
            <Segmented
              label={`Keep or leave out by ${label.toLowerCase()}`}
              value={turned ? 'not' : 'is'}
              options={[
                { value: 'is', label: 'is' },
                { value: 'not', label: 'is not' },
              ]}
              onChange={(next) => {
                setTurns(next === 'not')
                if (selected.length > 0) onChange(selected, next === 'not')
              }}
            />
          </div>
        )}
        <fieldset className={classes.list}>
          <legend className="cb-hidden">{label}</legend>
          {found.slice(0, shownAtOnce).map((option) => (
            <label key={option.value} className={classes.option}>
              <input
                type="checkbox"
                className={classes.box}
                checked={chosen.has(option.value.toLowerCase())}
                onChange={() => toggle(option.value)}
              />
              <span className={classes.tick} aria-hidden="true">
                <CheckIcon size={12} />
              </span>
              <span className={classes.text} dir="auto">
                {option.label}
              </span>
              {option.count !== undefined && <span className={classes.count}>{option.count}</span>}
            </label>
          ))}
        </fieldset>
        <Note status={status} found={found.length} all={all.length} label={label} onRetry={onRetry} />
        {selected.length > 0 && (
          <button type="button" className={classes.reset} onClick={() => onChange([], false)}>
            Clear {label.toLowerCase()}
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function Summary({ selected, options }: { selected: string[]; options: FacetOption[] }) {
  const first = selected[0] ?? ''
  const name = options.find((option) => same(option.value, first))?.label ?? readable(first)
  return (
    <span className={classes.summary} dir="auto">
      {name}
      {selected.length > 1 && <span className="cb-num"> +{selected.length - 1}</span>}
    </span>
  )
}

function Note({
  status,
  found,
  all,
  label,
  onRetry,
}: {
  status: string
  found: number
  all: number
  label: string
  onRetry: (() => void) | undefined
}) {
  if (status === 'failed') {
    return (
      <div className={classes.failed} role="alert">
        <p>{all === 0 ? 'The values could not be read.' : 'The values could not be read anew.'}</p>
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
      </div>
    )
  }
  if (status === 'loading' && all === 0) return <p className={classes.note}>Reading values…</p>
  if (all === 0) return <p className={classes.note}>Nothing here has a value for {label.toLowerCase()}.</p>
  if (found === 0) return <p className={classes.note}>No value matches.</p>
  if (found > shownAtOnce)
    return <p className={classes.note}>{found - shownAtOnce} more: search to find them.</p>
  return null
}

// A ref in the address bar reads better without its kind and the default namespace.
function readable(value: string): string {
  return value.replace(/^(group|user):(default\/)?/i, '')
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
