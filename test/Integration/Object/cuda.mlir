// Elementwise ops and moves of elements, run by the emulator of a GPU: with any
// size, all types, poisoned memory, gradients, and from any phase.

// RUN: ag-run %s --entry=chain --dim n=0 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=chain --dim n=1 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=chain --dim n=5000 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=chain --dim n=5000 --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=types --dim n=33 --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: ag-run %s --entry=moved --input=randn:1 --on=emulator --poison-memory --same-as=%s
// RUN: env AG_EMULATOR=order=random:7 ag-run %s --entry=chain --dim n=5000 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=1st --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --grad=chain --dim n=300 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=types --dim n=33 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=moved --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=empty --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=parameter --input=randn:1 --weights=randn:2 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=kernels --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=renewed --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-run %s --entry=ag_rt_launch --input=randn:1 --on=emulator --same-as=%s

// RUN: ag-opt %s --target=cuda --to=schedule -o %t.schedule.mlir
// RUN: ag-run %t.schedule.mlir --entry=chain --dim n=300 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-opt %s --target=cuda --to=allocate -o %t.allocate.mlir
// RUN: ag-run %t.allocate.mlir --entry=types --dim n=3 --input=randn:1 --on=emulator --same-as=%s
// RUN: ag-opt %s --lower=cuda -o %t.lower.mlir
// RUN: ag-run %t.lower.mlir --entry=moved --input=randn:1 --weights=randn:2 --on=emulator --same-as=%s

// Upstream's tools accept the kernels.
// RUN: mlir-opt --nvvm-attach-target="chip=sm_80" --gpu-module-to-binary="format=isa" %t.lower.mlir | FileCheck %s --check-prefix=BINARY
// BINARY: gpu.binary @kernels

// The object does not depend on an installed CUDA.
// RUN: ag-compile %s --target=cuda --name=p -o %t.o
// RUN: env CUDA_HOME=/none ag-compile %s --target=cuda --name=p -o %t.again.o
// RUN: cmp %t.o %t.again.o

func.func @chain(%x: tensor<?xf32> {ag.dims = ["n"]}, %y: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> {
  %0 = ag.mul %x, %y : tensor<?xf32>
  %1 = ag.tanh %0 : tensor<?xf32>
  %2 = ag.sub %1, %x : tensor<?xf32>
  return %2 : tensor<?xf32>
}

func.func @types(%a: tensor<?x77xf64> {ag.dims = ["n", 77]}, %i: tensor<?x77xi32> {ag.dims = ["n", 77]},
                 %h: tensor<?x77xf16> {ag.dims = ["n", 77]}, %b: tensor<?x77xbf16> {ag.dims = ["n", 77]},
                 %u: tensor<?x77xui8> {ag.dims = ["n", 77]})
    -> (tensor<?x77xf64>, tensor<77x?xi32>, tensor<?x77xf16>, tensor<?x77xbf16>, tensor<?x77xi1>, tensor<?x77xf32>) {
  %0 = ag.tanh %a : tensor<?x77xf64>
  %1 = ag.mul %i, %i : tensor<?x77xi32>
  %2 = ag.transpose %1 [1, 0] : tensor<?x77xi32> -> tensor<77x?xi32>
  %3 = ag.exp %h : tensor<?x77xf16>
  %4 = ag.div %b, %b : tensor<?x77xbf16>
  %5 = ag.compare lt %a, %0 : tensor<?x77xf64>, tensor<?x77xf64> -> tensor<?x77xi1>
  %6 = ag.cast %u : tensor<?x77xui8> -> tensor<?x77xf32>
  return %0, %2, %3, %4, %5, %6 : tensor<?x77xf64>, tensor<77x?xi32>, tensor<?x77xf16>, tensor<?x77xbf16>, tensor<?x77xi1>, tensor<?x77xf32>
}

func.func @moved(%x: tensor<3x50x9xf32>) -> (tensor<9x3x53xf32>, tensor<6x50x9xf32>, tensor<f32>, tensor<3x50x9xf32>) {
  %v = arith.constant dense<1.5> : tensor<f32>
  %0 = ag.transpose %x [2, 0, 1] : tensor<3x50x9xf32> -> tensor<9x3x50xf32>
  %1 = ag.pad %0 low [0, 0, 1] high [0, 0, 2] with %v : tensor<9x3x50xf32>, tensor<f32> -> tensor<9x3x53xf32>
  %2 = ag.concat 0 %x, %x : tensor<3x50x9xf32>, tensor<3x50x9xf32> -> tensor<6x50x9xf32>
  %3 = ag.neg %v : tensor<f32>
  return %1, %2, %3, %x : tensor<9x3x53xf32>, tensor<6x50x9xf32>, tensor<f32>, tensor<3x50x9xf32>
}

func.func @empty(%x: tensor<4x0xf32>) -> tensor<4x0xf32> {
  %0 = ag.exp %x : tensor<4x0xf32>
  return %0 : tensor<4x0xf32>
}

func.func @parameter(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %w = ag.parameter "w" : tensor<8xf32>
  %0 = ag.broadcast %w [1] : tensor<8xf32> -> tensor<4x8xf32>
  %1 = ag.mul %x, %0 : tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// The entry has the name of the kernels' module.
func.func @kernels(%x: tensor<70x70xf32>) -> tensor<70x70xf32> {
  %0 = ag.abs %x : tensor<70x70xf32>
  %1 = ag.sqrt %0 : tensor<70x70xf32>
  %2 = ag.floor %1 : tensor<70x70xf32>
  return %2 : tensor<70x70xf32>
}

// The entry has a name of the runtime.
func.func @ag_rt_launch(%x: tensor<7xf32>) -> tensor<7xf32> {
  %0 = ag.neg %x : tensor<7xf32>
  return %0 : tensor<7xf32>
}

// The entry's name begins with a digit, which PTX does not allow.
func.func @"1st"(%x: tensor<2000xf32>) -> tensor<2000xf32> {
  %0 = ag.neg %x : tensor<2000xf32>
  return %0 : tensor<2000xf32>
}

// The result takes over the argument's memory.
func.func @renewed(%x: tensor<2000xf32>, %g: tensor<2000xf32>) -> (tensor<2000xf32> {ag.alias = 0 : i64}) {
  %0 = ag.sub %x, %g : tensor<2000xf32>
  return %0 : tensor<2000xf32>
}
