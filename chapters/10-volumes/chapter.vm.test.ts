import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('10-volumes')
