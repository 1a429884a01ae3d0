/** How high rows are: one dense line, one line, or two with the description below the name. */
export type Density = 'compact' | 'normal' | 'full'

export const rowHeights: Record<Density, number> = { compact: 30, normal: 36, full: 52 }
export const cardHeight = 58
