/** The words, behind node's, that start this congo once more. Its entry puts them here, before anything else is done. */
export const self: string[] = []
