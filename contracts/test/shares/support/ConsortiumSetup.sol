// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Approval, Consortium, Members} from "../../../src/shares/Consortium.sol";
import {Trade} from "../../../src/shares/Mandate.sol";
import {MultiAgentCoordinator} from "../../../src/shares/MultiAgentCoordinator.sol";
import {VaultSetup} from "./VaultSetup.sol";

/// @title A consortium of Ann (40), Ben (35) and Cleo (25), of whom 60 decide; a unit of weight has 100 dollars behind it
/// @dev Its vault is `vault`, over the dollar, with gold and silver in its mandate.
abstract contract ConsortiumSetup is VaultSetup {
    /// @dev A hundred dollars of six decimals, at a million shares an atom.
    uint256 internal constant SHARES_PER_WEIGHT = 100e6 * 1e6;

    MultiAgentCoordinator internal coordinator;
    Consortium internal consortium;
    uint256 internal consortiumId;

    address internal ann;
    address internal ben;
    address internal cleo;
    uint256 internal annKey;
    uint256 internal benKey;
    uint256 internal cleoKey;
    uint256 internal malloryKey;

    function setUp() public virtual override {
        super.setUp();
        (ann, annKey) = makeAddrAndKey("ann");
        (ben, benKey) = makeAddrAndKey("ben");
        (cleo, cleoKey) = makeAddrAndKey("cleo");
        (, malloryKey) = makeAddrAndKey("mallory");
        coordinator = new MultiAgentCoordinator(factory, address(new Consortium()));
        (consortiumId, consortium, vault) =
            coordinator.createConsortium("together", terms(), mandate(), founders(), SHARES_PER_WEIGHT);
        address[3] memory members = [ann, ben, cleo];
        for (uint256 i = 0; i < 3; i++) {
            usd.mint(members[i], 1_000_000 * USD);
            vm.prank(members[i]);
            usd.approve(address(consortium), type(uint256).max);
        }
    }

    function founders() internal view returns (Members memory members) {
        address[] memory accounts = new address[](3);
        uint64[] memory weights = new uint64[](3);
        (accounts[0], accounts[1], accounts[2]) = (ann, ben, cleo);
        (weights[0], weights[1], weights[2]) = (40, 35, 25);
        return Members(accounts, weights, 60);
    }

    /// @dev Ann puts in 4,000 dollars, Ben 3,500, Cleo 2,500: what their weights need, exactly.
    function contributeAll() internal {
        contribute(ann, 4_000 * USD);
        contribute(ben, 3_500 * USD);
        contribute(cleo, 2_500 * USD);
    }

    function contribute(address member, uint256 assets) internal returns (uint256 shares) {
        vm.prank(member);
        return consortium.contribute(assets, 0);
    }

    function keysOf(uint256 first) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](1);
        keys[0] = first;
    }

    function keysOf(uint256 first, uint256 second) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](2);
        (keys[0], keys[1]) = (first, second);
    }

    function keysOf(uint256 first, uint256 second, uint256 third) internal pure returns (uint256[] memory keys) {
        keys = new uint256[](3);
        (keys[0], keys[1], keys[2]) = (first, second, third);
    }

    function signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function approvalOf(bytes32 digest, uint256 nonce, uint256 validUntil, uint256[] memory keys)
        internal
        pure
        returns (Approval memory approval)
    {
        approval = Approval(nonce, validUntil, new bytes[](keys.length), new bytes[](keys.length));
        for (uint256 i = 0; i < keys.length; i++) {
            approval.signers[i] = abi.encodePacked(vm.addr(keys[i]));
            approval.signatures[i] = signature(keys[i], digest);
        }
    }

    /// @dev Signed for the next decision, good for an hour.
    function approveTrade(Trade memory trade_, uint256[] memory keys) internal view returns (Approval memory) {
        (uint256 nonce, uint256 validUntil) = (consortium.nonce(), vm.getBlockTimestamp() + 1 hours);
        return approvalOf(consortium.digestOfTrade(trade_, nonce, validUntil), nonce, validUntil, keys);
    }

    function approveMembers(Members memory members, uint256[] memory keys) internal view returns (Approval memory) {
        (uint256 nonce, uint256 validUntil) = (consortium.nonce(), vm.getBlockTimestamp() + 1 hours);
        return approvalOf(consortium.digestOfMembers(members, nonce, validUntil), nonce, validUntil, keys);
    }

    function approveNarrowing(address[] memory adapters, address[] memory assets, bool halt, uint256[] memory keys)
        internal
        view
        returns (Approval memory)
    {
        (uint256 nonce, uint256 validUntil) = (consortium.nonce(), vm.getBlockTimestamp() + 1 hours);
        bytes32 digest = consortium.digestOfNarrowing(adapters, assets, halt, nonce, validUntil);
        return approvalOf(digest, nonce, validUntil, keys);
    }

    /// @dev Ann and Ben, who weigh 75 of 60, buy gold.
    function buyGoldTogether(uint256 usdAmount) internal returns (uint256) {
        return tradeTogether(tradeOf(address(usd), address(gold), usdAmount));
    }

    function sellAllGoldTogether() internal returns (uint256) {
        (uint256 amount,) = vault.holdingOf(address(gold));
        return tradeTogether(tradeOf(address(gold), address(usd), amount));
    }

    function tradeTogether(Trade memory trade_) internal returns (uint256) {
        Approval memory approval = approveTrade(trade_, keysOf(annKey, benKey));
        return coordinator.executeConsortiumTrade(consortiumId, trade_, approval);
    }
}
