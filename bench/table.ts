/** What was measured, against its budget. */
export interface Row {
  what: string
  measured: string
  budget: string
  /** `undefined` where there is no budget. */
  ok?: boolean | undefined
}

export const row = (
  what: string,
  value: number,
  limit: number | undefined,
  unit: string,
  atLeast = false,
): Row => ({
  what,
  measured: `${format(value)} ${unit}`,
  budget: limit === undefined ? '' : `${atLeast ? '≥' : '≤'} ${format(limit)} ${unit}`,
  ok: limit === undefined ? undefined : atLeast ? value >= limit : value <= limit,
})

export function render(rows: Row[]): string {
  const lines = rows.map(({ what, measured, budget, ok }) => {
    return `| ${what} | ${measured} | ${budget} | ${ok === undefined ? '' : ok ? 'met' : '**missed**'} |`
  })
  return ['| what | measured | budget | |', '|---|---:|---:|---|', ...lines].join('\n')
}

function format(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0)
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2)
}
