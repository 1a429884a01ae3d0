import type { WebFeature } from '@callboard/sdk/web'
import { catalogWeb } from '../features/catalog/web/index.ts'

/** Every feature with something to show, in the order of the navigation. */
export const features: WebFeature[] = [catalogWeb]
