// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// The plan counts the bytes of DataLayout. LLVM steps over 8 bytes from one i48 to the next, and packs vectors of i4.
#none = {arguments = [], parameters = [], results = [], symbols = []}
#block = #gpu.address_space<workgroup>
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 256 : index
  return %all : index
}
func.func @padded(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  // expected-error@+1 {{this buffer has elements of 'i48', between which LLVM may step by other bytes than the plan counts; expected 1, 2, 4, 8 or 16 whole bytes}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<32xi48>
  memref.copy %a, %a : memref<32xi48> to memref<32xi48>
  return
}
func.func @packed(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  // expected-error@+1 {{this buffer has elements of 'i4'}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<32xi4>
  memref.copy %a, %a : memref<32xi4> to memref<32xi4>
  return
}
func.func @whole(%w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<4xvector<4xf32>>
  %b = memref.view %w[%c64][] : memref<?xi8> to memref<8xi128>
  memref.copy %a, %a : memref<4xvector<4xf32>> to memref<4xvector<4xf32>>
  memref.copy %b, %b : memref<8xi128> to memref<8xi128>
  return
}
func.func @of_block(%v: i24, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  scf.forall (%b) in (10) {
    %memory = memref.alloca() {alignment = 64 : i64} : memref<128xi8, #block>
    %bytes = memref.memory_space_cast %memory : memref<128xi8, #block> to memref<128xi8>
    %c0 = arith.constant 0 : index
    // expected-error@+1 {{this buffer has elements of 'i24'}}
    %a = memref.view %bytes[%c0][] : memref<128xi8> to memref<16xi24>
    linalg.fill ins(%v : i24) outs(%a : memref<16xi24>)
  } {mapping = [#gpu.block<x>]}
  return
}
