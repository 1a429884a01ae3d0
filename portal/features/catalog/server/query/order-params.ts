import { PortalError } from '@callboard/sdk'
import type { OrderField } from './order.ts'

/**
 * Reads `orderField=metadata.name,asc` parameters.
 *
 * @throws `input` for another direction than asc or desc.
 */
export function parseOrderFields(params: readonly string[]): OrderField[] {
  return params.map((param) => {
    const [field = '', order = 'asc'] = param.split(',').map((part) => part.trim())
    if (order !== 'asc' && order !== 'desc') {
      throw new PortalError('input', 'Invalid order field order, must be asc or desc')
    }
    if (!field) throw new PortalError('input', `Invalid order field "${param}", the field is missing`)
    return { field, order }
  })
}

/**
 * Reads `order=asc:metadata.name` parameters.
 *
 * @throws `input` for anything else.
 */
export function parseOrder(params: readonly string[]): OrderField[] {
  return params.map((param) => {
    const [, order, field] = /^(asc|desc):(.+)$/.exec(param) ?? []
    if ((order !== 'asc' && order !== 'desc') || !field) {
      throw new PortalError(
        'input',
        `Invalid order parameter "${param}", expected "<asc or desc>:<field name>"`,
      )
    }
    return { field, order }
  })
}
