package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// How many names a room may show to a stranger who reads its documentation.
const (
	widest        = 315 // types, functions, constants and variables
	widestMethods = 540 // these and the methods of the types: most are use cases, on one service
)

// No room is so wide that its documentation is no longer read.
func TestNoRoomIsTooWide(t *testing.T) {
	counted := 0
	for name := range rooms {
		top, methods := exported(t, filepath.Join(root, name))
		counted += top
		if top > widest || top+methods > widestMethods {
			t.Errorf("%s shows %d names and %d methods", name, top, methods)
		}
	}
	if counted < widest {
		t.Errorf("%d names in the whole house", counted)
	}
}

// exported counts the names of a package, and the methods of its types.
func exported(t *testing.T, dir string) (names, methods int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			switch d := d.(type) {
			case *ast.GenDecl:
				names += exportedIn(d)
			case *ast.FuncDecl:
				switch {
				case !d.Name.IsExported():
				case d.Recv == nil:
					names++
				case ast.IsExported(receiver(d.Recv.List[0].Type)):
					methods++
				}
			}
		}
	}
	return names, methods
}

func exportedIn(d *ast.GenDecl) int {
	n := 0
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() {
				n++
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				if name.IsExported() {
					n++
				}
			}
		}
	}
	return n
}

// receiver names the type of a method, without pointer and parameters.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
