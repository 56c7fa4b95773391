// The passes refuse IR that no phase produces. ag-bufferize, too, takes one block only.

// RUN: not ag-opt --split-input-file --ag-results-to-destinations %s 2>&1 | FileCheck %s --check-prefixes=BLOCKS,RANK
// RUN: not ag-opt --split-input-file --ag-bufferize %s 2>&1 | FileCheck %s --check-prefix=BLOCKS

// BLOCKS: [[#@LINE+1]]:1: error: has several blocks; run ag-opt --lift-cf-to-scf first
func.func @blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^end(%x : tensor<4xf32>)
^end(%y: tensor<4xf32>):
  return %y : tensor<4xf32>
}

// -----

// RANK: [[#@LINE+1]]:1: error: is a '(tensor<*xf32>) -> tensor<*xf32>', expected results that are tensors of known rank
func.func @unranked(%x: tensor<*xf32>) -> tensor<*xf32> {
  return %x : tensor<*xf32>
}
