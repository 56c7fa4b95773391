// Programs that cannot become an executable.

// RUN: rm -f %t.exe %t.none
// RUN: not ag-compile %s --emit=exe -o %t.exe 2>&1 | FileCheck %s
// CHECK: error: an executable runs one function, but 2 are public and none is @main; name one by --entry
// RUN: not ls %t.exe
// RUN: ag-compile %s --emit=exe --entry=f -o %t.exe
// RUN: %t.exe --help | FileCheck %s --check-prefix=HELP
// HELP: Runs f of

// RUN: not ag-compile %s --emit=exe --entry=f -o - 2>&1 | FileCheck %s --check-prefix=STDOUT
// STDOUT: error: -o -: what is made by --emit=obj, so or exe needs a file

// Linking fails without a C compiler.
// RUN: sh -c 'tool=$(command -v ag-compile); PATH=/nowhere "$tool" %s --emit=exe --entry=f -o %t.none; echo status $?' 2>&1 | FileCheck %s --check-prefix=CC
// CC: error: linking needs a C compiler, but there is no cc on PATH
// CC: status 1
func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
func.func @g(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
