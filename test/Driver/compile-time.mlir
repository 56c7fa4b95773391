// --time prints how long each phase, pass and later step took; -v also the ops.
//
// RUN: ag-compile %s -o %t.o --time 2>&1 | FileCheck %s --check-prefix=TIME
// RUN: ag-compile %s -o %t.o --name=double -v 2>&1 | FileCheck %s --check-prefix=VERBOSE

// TIME: time
// TIME-NOT: ->
// TIME: {{[0-9.]+ [mun]?s}}  trace{{$}}
// TIME: {{[0-9.]+ [mun]?s}}    ag-record-signature{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  structure{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  schedule{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  allocate{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  lower{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  LLVM: optimise{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  LLVM: emit{{$}}
// TIME: {{[0-9.]+ [mun]?s}}  total{{$}}

// A phase counts the ops of the module; its last pass ends with that number.
// VERBOSE: time ops
// VERBOSE: s 5 -> {{[0-9]+}} trace
// VERBOSE: ag-fuse edge: 1 passed; group: 1 passed{{$}}
// VERBOSE: s [[CHECKED:[0-9]+]] -> [[STATED:[0-9]+]] ag-to-linalg{{$}}
// VERBOSE: s [[STATED]] -> {{[0-9]+}} canonicalize{{$}}
// VERBOSE: ag-estimate-cost cost: 1 analysis; time: 1 analysis{{$}}
// VERBOSE: ag-vectorize-rows elementwise: 1 passed{{$}}
// VERBOSE: ag-plan-workspace workspace: 1 analysis{{$}}
// VERBOSE: s total{{$}}
// VERBOSE: double_run: 8 FLOP and no workspace{{$}}
func.func @double(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = ag.add %x, %x : tensor<4xf32>
  %z = ag.exp %y : tensor<4xf32>
  return %z : tensor<4xf32>
}
