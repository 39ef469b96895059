import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('09-network')
