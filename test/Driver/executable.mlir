// An executable reads arrays, runs @main, and writes its results.

// RUN: ag-run %s --entry=make --input=randn:1 --dim n=3 --output=%t.x.npy
// RUN: printf '\070\0\0\0\0\0\0\0{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  \0\0\0\100\0\0\200\277' > %t.w.safetensors
// RUN: ag-compile %s --emit=exe --name=rows -o %t.exe
// RUN: %t.exe %t.x.npy -o %t.y.npy %t.z.npy --weights=%t.w.safetensors
// RUN: ag-run %s --input=%t.x.npy --weights=%t.w.safetensors --expect=%t.y.npy --expect=%t.z.npy | FileCheck %s --check-prefix=SAME
// SAME: same: 2 results, 9 values
// RUN: %t.exe %t.x.npy --time=3 --weights=%t.w.safetensors -o - %t.z.npy < %t.x.npy > %t.stdout
// RUN: FileCheck %s --check-prefix=TIME --input-file=%t.stdout
// TIME: time: least {{[0-9.]+ [num]?s}}, median {{[0-9.]+ [num]?s}}, mean {{[0-9.]+ [num]?s}} of 3 runs
// RUN: %t.exe - -o %t.y2.npy %t.z.npy --weights=%t.w.safetensors < %t.x.npy
// RUN: cmp %t.y.npy %t.y2.npy

// RUN: %t.exe --help | FileCheck %s --check-prefix=HELP
// HELP: usage: {{.*}} IN.npy... -o OUT.npy... [--weights=FILE] [--time=REPEAT]
// HELP: Runs main of rows on 1 arrays, and writes 2.

// Wrong files: the exit status is 1, and no partial file is left.
// RUN: not %t.exe %t.x.npy -o %t.y.npy %t.z.npy 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// WEIGHTS: error: rows needs a weights file: parameter w is not embedded
// RUN: not %t.exe %t.none -o %t.y.npy %t.z.npy --weights=%t.w.safetensors 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: .none: No such file or directory
// RUN: not %t.exe %s -o %t.y.npy %t.z.npy --weights=%t.w.safetensors 2>&1 | FileCheck %s --check-prefix=GARBAGE
// GARBAGE: executable.mlir: not a .npy file of version 1.0, 2.0 or 3.0
// RUN: not %t.exe %t.z.npy -o %t.y.npy %t.z.npy --weights=%t.w.safetensors 2>&1 | FileCheck %s --check-prefix=RANK
// RANK: error: argument x: has 1 dimensions, expected 2
// RUN: not %t.exe %t.x.npy -o %t.none/y.npy %t.z.npy --weights=%t.w.safetensors 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: y.npy: No such file or directory
// RUN: ag-run %s --entry=make --input=ones --dim n=5 --output=%t.five.npy
// RUN: not %t.exe %t.five.npy -o %t.y.npy %t.z.npy --weights=%t.w.safetensors 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: error: argument x: n is 5, at most 4
// RUN: sh -c 'ls %t.*part*; true' 2>&1 | FileCheck %s --check-prefix=CLEAN
// CLEAN: {{cannot access|No such file}}

// Wrong command lines: the exit status is 2.
// RUN: sh -c '%t.exe %t.x.npy -o %t.y.npy; echo status $?' 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: another number of outputs than it gives
// COUNT: status 2
// RUN: sh -c '%t.exe %t.x.npy --tim=3; echo status $?' 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: unknown option --tim=3
// OPTION: status 2
// RUN: sh -c '%t.exe %t.x.npy --time=0; echo status $?' 2>&1 | FileCheck %s --check-prefix=REPEAT
// REPEAT: --time: expected a number of 1 or more, not 0
// REPEAT: status 2
func.func @main(%x: tensor<?x2xf32> {ag.dims = ["n", 2], ag.name = "x"}) -> (tensor<?x2xf32>, tensor<?xf32>) attributes {ag.ranges = {n = [1, 4]}} {
  %w = ag.parameter "w" : tensor<2xf32>
  %0 = ag.contract "bi,i->bi" %x, %w : tensor<?x2xf32>, tensor<2xf32> -> tensor<?x2xf32>
  %1 = ag.contract "bi,i->b" %x, %w : tensor<?x2xf32>, tensor<2xf32> -> tensor<?xf32>
  return %0, %1 : tensor<?x2xf32>, tensor<?xf32>
}

func.func @make(%x: tensor<?x2xf32> {ag.dims = ["n", 2]}) -> tensor<?x2xf32> {
  return %x : tensor<?x2xf32>
}
