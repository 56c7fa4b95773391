// A sample chooses a third of the files by a commit's name, and those that it lists. A refusal that no file has is a fault.
// RUN: rm -rf %t && split-file %s %t && cd %t
// RUN: EveryProgram --keep=all programs | FileCheck %s --check-prefix=ALL
// RUN: EveryProgram --keep=all --jobs=3 --sample=absent programs | FileCheck %s --check-prefix=ALL
// RUN: EveryProgram --keep=third --jobs=2 --sample=sample programs | FileCheck %s --check-prefix=THIRD
// RUN: ls third/programs | FileCheck %s --check-prefix=TOUCHED
// ALL: compared: 6
// THIRD: a third of the files, by commit 1234, and 1 that changed
// THIRD: compared: {{[1-5]$}}
// TOUCHED: f-0.mlir

// RUN: EveryProgram --keep=refused refused.mlir | FileCheck %s --check-prefix=LISTED
// RUN: not EveryProgram --keep=refused --refusals=sample refused.mlir | FileCheck %s --check-prefix=REFUSED
// RUN: EveryProgram --keep=refused --refusals=refusals refused.mlir | FileCheck %s --check-prefix=LISTED
// RUN: not EveryProgram --keep=refused --refusals=absent refused.mlir 2>&1 | FileCheck %s --check-prefix=ABSENT
// REFUSED: is refused, which the file of refusals has not: refused.mlir @main on cpu: the size of a result depends on
// REFUSED: refused: 1
// LISTED-NOT: faults
// LISTED: refused: 1
// ABSENT: error: 'absent': No such file or directory

//--- sample
1234
programs/f.mlir
//--- refusals
refused.mlir @main on cpu: the size of a result depends on the elements of this op's tensors; sizes must follow from those of the arguments
//--- refused.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %0 = tensor.extract %x[%c0] : tensor<4xf32>
  %1 = arith.fptosi %0 : f32 to i64
  %2 = arith.index_cast %1 : i64 to index
  %3 = arith.remui %2, %c4 : index
  %4 = ag.slice %x [0] [%3] [1] : tensor<4xf32> -> tensor<?xf32>
  return %4 : tensor<?xf32>
}
//--- programs/a.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
//--- programs/b.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
//--- programs/c.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
//--- programs/d.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
//--- programs/e.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
//--- programs/f.mlir
func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = ag.neg %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
