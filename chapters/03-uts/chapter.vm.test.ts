import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('03-uts')
