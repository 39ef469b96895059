import { testChapter } from '../../scripts/check/chapter-test.ts'

testChapter('08-cgroups')
