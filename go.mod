module github.com/seed-86b940f4/demur

go 1.26
