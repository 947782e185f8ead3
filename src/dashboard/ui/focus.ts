/** As a `ref`: what appears gets the focus, since what had it has gone. */
export const focus = (element: HTMLElement | null): void => element?.focus()
