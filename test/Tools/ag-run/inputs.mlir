// The options that give arguments, sizes and parameters.
// RUN: ag-run %s --entry=f --input=iota --dim n=2 | FileCheck %s --check-prefix=IOTA
// RUN: ag-run %s --entry=f --input=randn:5 --dim=n=2 --output=%t.x.npy --output=%t.y.npy
// RUN: ag-run %s --entry=unnamed --input=iota --dim '*=2' --dim n=1 | FileCheck %s --check-prefix=UNNAMED
// RUN: ag-run %s --entry=f --input=iota --dim '*=2' | FileCheck %s --check-prefix=IOTA
// RUN: ag-run %s --entry=f --input=%t.x.npy --input=ones --dim '*=3' | FileCheck %s --check-prefix=FILE
// RUN: ag-run %s --entry=f --input=%t.x.npy --input=ones | FileCheck %s --check-prefix=FILE
// RUN: ag-run %s --entry=f --input=%t.x.npy --input=%t.y.npy --expect=%t.x.npy --expect=%t.y.npy | FileCheck %s --check-prefix=SAME
// RUN: cat %s | ag-run - --entry=types --input=ones | FileCheck %s --check-prefix=TYPES
// RUN: ag-run %s --entry=parameters --weights=iota | FileCheck %s --check-prefix=IOTAS
// RUN: ag-run %s --entry=parameters --weights=randn:1 | FileCheck %s --check-prefix=RANDOM
// RUN: ag-run %s --entry=f --input=ones --dim n=2 --time=3 | FileCheck %s --check-prefix=TIME
// RUN: ag-run --version | FileCheck %s --check-prefix=VERSION
// RUN: ag-run --help | FileCheck %s --check-prefix=HELP

// IOTA: f32[2] [0, 1]
// IOTA-NEXT: i8[2, 2] {{\[\[0, 1\], \[2, 3\]\]}}
// The file has the size.
// FILE: f32[2]
// FILE-NEXT: i8[2, 2] {{\[\[1, 1\], \[1, 1\]\]}}
// SAME: same: 2 results, 6 values, no difference
// TIME: time: least {{[0-9.]+ [num]?s}}, median {{[0-9.]+ [num]?s}}, mean {{[0-9.]+ [num]?s}} of 3 runs
// TIME-NOT: f32
func.func @f(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?x2xi8> {ag.dims = ["n", 2]}) -> (tensor<?xf32>, tensor<?x2xi8>) {
  return %x, %y : tensor<?xf32>, tensor<?x2xi8>
}

// `*` is the size of all dimensions that have no other size.
// UNNAMED: f32[1]
// UNNAMED-NEXT: i8[2, 2]
func.func @unnamed(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?x?xi8>) -> (tensor<?xf32>, tensor<?x?xi8>) {
  return %x, %y : tensor<?xf32>, tensor<?x?xi8>
}

// TYPES: f64[] 1
// TYPES-NEXT: bf16[1] [1]
// TYPES-NEXT: ui64[1] [1]
// TYPES-NEXT: i1[1] [true]
// TYPES-NEXT: i64[] 1
func.func @types(%a: f64, %b: tensor<1xbf16>, %c: tensor<1xui64>, %d: tensor<1xi1>, %e: index)
    -> (f64, tensor<1xbf16>, tensor<1xui64>, tensor<1xi1>, index) {
  return %a, %b, %c, %d, %e : f64, tensor<1xbf16>, tensor<1xui64>, tensor<1xi1>, index
}

// IOTAS: i32[3] [0, 0, 0]
// RANDOM: i32[3]
// RANDOM-NOT: [0, 0, 0]
func.func @parameters() -> tensor<3xi32> {
  %a = ag.parameter "a" : tensor<3xi32>
  %b = ag.parameter "b" : tensor<3xi32>
  %0 = ag.sub %a, %b : tensor<3xi32>
  return %0 : tensor<3xi32>
}

// VERSION: ag {{[0-9.]+}}, LLVM 22.{{.*}}, ABI {{[0-9]+}}
// HELP: How --on=cpu, cuda and emulator compile:
// HELP: --march=<machine> {{.*}} for cuda, sm_80,
// HELP: --same-as
// HELP-NOT: --debug-pass
